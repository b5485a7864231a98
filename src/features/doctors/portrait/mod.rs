//! Drawn portraits: a friendly face for every doctor who has no photograph. Nobody real is drawn.
//!
//! [`Look`] says how somebody looks. It is stored for a doctor where somebody chose it (the demo does), as a line of words
//! (`light bun brown round none coat teal peach`); all others get one that follows from their id, and from nothing that could be
//! guessed wrongly but their gender, where they have told it, and their years of experience. [`svg`] draws it: no text in it, no
//! script, nothing that is loaded.
//!
//! A new feature: a word in its list here, and its shape in `draw`. Words are stored, so none is ever renamed or reused.

mod draw;

pub use draw::svg;

/// Makes an enum of features, each with the word that is stored.
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
    /// Of the hair, or of a scarf.
    Colour {
        Black = "black", Dark = "dark", Brown = "brown", Auburn = "auburn", Blond = "blond", Grey = "grey", White = "white",
        Rose = "rose", Sage = "sage", Ink = "ink",
    }
    Glasses { None = "none", Round = "round", Square = "square" }
    Beard { None = "none", Stubble = "stubble", Short = "short", Full = "full", Moustache = "moustache" }
    Wear { Coat = "coat", Scrubs = "scrubs", Both = "both" }
    /// Of the scrubs, or of the shirt under the coat.
    Cloth { Blue = "blue", Teal = "teal", Plum = "plum", Sky = "sky" }
    Ground { Peach = "peach", Honey = "honey", Apricot = "apricot", Clay = "clay", Sand = "sand", Rose = "rose" }
}

/// How somebody looks.
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

/// Which hair is drawn for somebody whose look nobody has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaning {
    Feminine,
    Masculine,
    /// Not known, or neither.
    Neutral,
}

const FEMININE: &[Style] = &[Style::Bob, Style::Long, Style::Bun, Style::Ponytail, Style::Waves, Style::Pixie];
const MASCULINE: &[Style] = &[Style::Parted, Style::Swept, Style::Cropped, Style::Curls, Style::Tousled];
const NEUTRAL: &[Style] = &[Style::Pixie, Style::Curls, Style::Tousled, Style::Swept, Style::Afro];
const YOUNG: &[Colour] = &[Colour::Black, Colour::Dark, Colour::Dark, Colour::Brown, Colour::Auburn, Colour::Blond];
const OLD: &[Colour] = &[Colour::Grey, Colour::Grey, Colour::Dark, Colour::White];
/// From so many years of experience on hair may be grey.
const GREYING: i32 = 22;

/// Takes what is left of a number apart, feature by feature.
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
    /// The look that follows from an id: the same for ever.
    pub fn of(id: u128, leaning: Leaning, experience_years: i32) -> Self {
        // The time in an id's first half says little; the multiplication (PCG's) spreads what is random over all of it.
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

    /// From the words that are stored; `None` where one of them is not known.
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
