//! Generated portraits for doctors without a photograph. They show no real person.
//!
//! [`Look`] is the set of features of a portrait. A chosen look (in the demo) is stored as a line of words
//! (`light bun brown round none coat teal peach`); for all other doctors it is derived from their id, their gender if given, and their
//! years of experience. [`svg`] draws it, without text, scripts or external resources.
//!
//! How to add one: add its word to the list here, and its shape to `draw`. Words are stored, so none is ever renamed or reused.

mod draw;

pub use draw::svg;

/// Defines enums of features, each with its stored word.
macro_rules! features {
    ($($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}

features! {
    Skin { Pale = "pale", Light = "light", Honey = "honey", Tan = "tan", Brown = "brown", Deep = "deep" }
    Style {
        Parted = "parted", Swept = "swept", Cropped = "cropped", Curls = "curls", Receding = "receding", Bald = "bald",
        Tousled = "tousled", Bob = "bob", Long = "long", Bun = "bun", Ponytail = "ponytail", Waves = "waves", Afro = "afro",
        Pixie = "pixie", Scarf = "scarf",
    }
    /// The colour of the hair or the scarf.
    Colour {
        Black = "black", Dark = "dark", Brown = "brown", Auburn = "auburn", Blond = "blond", Grey = "grey", White = "white",
        Rose = "rose", Sage = "sage", Ink = "ink",
    }
    Glasses { None = "none", Round = "round", Square = "square" }
    Beard { None = "none", Stubble = "stubble", Short = "short", Full = "full", Moustache = "moustache" }
    Wear { Coat = "coat", Scrubs = "scrubs", Both = "both" }
    /// The colour of the scrubs, or of the shirt under the coat.
    Cloth { Blue = "blue", Teal = "teal", Plum = "plum", Sky = "sky" }
    Ground { Peach = "peach", Honey = "honey", Apricot = "apricot", Clay = "clay", Sand = "sand", Rose = "rose" }
}

/// The features of a portrait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub skin: Skin,
    pub style: Style,
    pub colour: Colour,
    pub glasses: Glasses,
    pub beard: Beard,
    pub wear: Wear,
    pub cloth: Cloth,
    pub ground: Ground,
}

/// Which hair a derived look has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaning {
    Feminine,
    Masculine,
    /// Unknown, or neither.
    Neutral,
}

const FEMININE: &[Style] = &[Style::Bob, Style::Long, Style::Bun, Style::Ponytail, Style::Waves, Style::Pixie];
const MASCULINE: &[Style] = &[Style::Parted, Style::Swept, Style::Cropped, Style::Curls, Style::Tousled];
const NEUTRAL: &[Style] = &[Style::Pixie, Style::Curls, Style::Tousled, Style::Swept, Style::Afro];
const YOUNG: &[Colour] = &[Colour::Black, Colour::Dark, Colour::Dark, Colour::Brown, Colour::Auburn, Colour::Blond];
const OLD: &[Colour] = &[Colour::Grey, Colour::Grey, Colour::Dark, Colour::White];
/// From this many years of experience on, hair may be grey.
const GREYING: i32 = 22;

/// Splits a number into choices, feature by feature.
struct Rest(u128);

impl Rest {
    fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        let many = u128::try_from(from.len()).unwrap_or(1).max(1);
        let place = usize::try_from(self.0 % many).unwrap_or(0);
        self.0 /= many;
        from.get(place).copied().unwrap_or(otherwise)
    }
}

impl Look {
    /// Returns the look derived from an id: always the same for the same arguments.
    pub fn of(id: u128, leaning: Leaning, experience_years: i32) -> Self {
        // The first half of an id is mostly a timestamp; the multiplication (as in PCG) spreads the random bits over the whole number.
        let mixed = id.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645);
        let mut rest = Rest(mixed >> 24);
        let styles = match leaning {
            Leaning::Feminine => FEMININE,
            Leaning::Masculine => MASCULINE,
            Leaning::Neutral => NEUTRAL,
        };
        let beards: &[Beard] = match leaning {
            Leaning::Masculine => &[Beard::None, Beard::None, Beard::None, Beard::Stubble, Beard::Short, Beard::Full],
            Leaning::Feminine | Leaning::Neutral => &[Beard::None],
        };
        let skin = rest.pick(Skin::ALL, Skin::Honey);
        let colours = match skin {
            _ if experience_years >= GREYING => OLD,
            Skin::Pale | Skin::Light => YOUNG,
            _ => YOUNG.get(..3).unwrap_or(YOUNG),
        };
        Self {
            skin,
            style: rest.pick(styles, Style::Curls),
            colour: rest.pick(colours, Colour::Dark),
            glasses: rest.pick(&[Glasses::None, Glasses::None, Glasses::None, Glasses::Round, Glasses::Square], Glasses::None),
            beard: rest.pick(beards, Beard::None),
            wear: rest.pick(Wear::ALL, Wear::Coat),
            cloth: rest.pick(Cloth::ALL, Cloth::Blue),
            ground: rest.pick(Ground::ALL, Ground::Sand),
        }
    }

    /// Parses the stored words; `None` if one of them is unknown.
    pub fn parse(words: &str) -> Option<Self> {
        let mut words = words.split(' ');
        let look = Self {
            skin: Skin::parse(words.next()?)?,
            style: Style::parse(words.next()?)?,
            colour: Colour::parse(words.next()?)?,
            glasses: Glasses::parse(words.next()?)?,
            beard: Beard::parse(words.next()?)?,
            wear: Wear::parse(words.next()?)?,
            cloth: Cloth::parse(words.next()?)?,
            ground: Ground::parse(words.next()?)?,
        };
        words.next().is_none().then_some(look)
    }
}
