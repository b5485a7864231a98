//! The shapes: head and shoulders on a soft background, 104 of 120 by 120, flat colours with one shade each, from back to front.

use std::fmt::Write as _;

use super::{Beard, Cloth, Colour, Glasses, Ground, Look, Skin, Style, Wear};

/// A colour and its shade.
type Paint = (&'static str, &'static str);

/// The paths that all portraits share.
const HEAD: &str = "M39 51C39 33 47.5 25 60 25S81 33 81 51C81 58 79.5 64.5 76.5 69.5C72.5 76 66.5 80.5 60 80.5S47.5 76 43.5 69.5C40.5 64.5 39 58 39 51Z";
const BODY: &str =
    "M6 124C6 107 17 100.5 32 96.5L49 91.5C52 90.5 52 88 52 85H68C68 88 68 90.5 71 91.5L88 96.5C103 100.5 114 107 114 124Z";
const NECK: &str = "M51.5 70H68.5V88C68.5 93.5 64.5 97.5 60 97.5S51.5 93.5 51.5 88Z";
const NECK_SHADE: &str = "M51.5 74.5C56 79.5 64 79.5 68.5 74.5V82C63 87.5 56.5 86.8 51.5 82Z";

const fn skin(skin: Skin) -> (Paint, &'static str) {
    // With the colour of the lips.
    match skin {
        Skin::Pale => (("#f9dcc8", "#edbfa3"), "#c4645a"),
        Skin::Light => (("#f3cba9", "#e2ab84"), "#b9574e"),
        Skin::Honey => (("#e6b588", "#cf9665"), "#a64a41"),
        Skin::Tan => (("#c98f5f", "#ae7446"), "#8d3c35"),
        Skin::Brown => (("#9b6440", "#7f4e2f"), "#6d2b29"),
        Skin::Deep => (("#6f432b", "#57321f"), "#45191a"),
    }
}

const fn colour(colour: Colour) -> Paint {
    match colour {
        Colour::Black => ("#27222a", "#3d3640"),
        Colour::Dark => ("#43302a", "#5a433a"),
        Colour::Brown => ("#74492f", "#8d5d3f"),
        Colour::Auburn => ("#a04a2c", "#b9613f"),
        Colour::Blond => ("#d9a95a", "#e7c180"),
        Colour::Grey => ("#8d9196", "#a6abb0"),
        Colour::White => ("#d5d6d4", "#e6e7e5"),
        Colour::Rose => ("#b8606c", "#a24f5b"),
        Colour::Sage => ("#5f8a7a", "#4f7768"),
        Colour::Ink => ("#3a4a68", "#2f3d58"),
    }
}

const fn cloth(cloth: Cloth) -> Paint {
    match cloth {
        Cloth::Blue => ("#3f74a8", "#335f8b"),
        Cloth::Teal => ("#2c8f85", "#22756d"),
        Cloth::Plum => ("#7d5a86", "#68496f"),
        Cloth::Sky => ("#8fbbdb", "#76a5c8"),
    }
}

const fn ground(ground: Ground) -> Paint {
    match ground {
        Ground::Peach => ("#fcdccb", "#f9cbb3"),
        Ground::Honey => ("#f8e2ae", "#f3d592"),
        Ground::Apricot => ("#fbd9ae", "#f6c890"),
        Ground::Clay => ("#efcdbd", "#e6b9a5"),
        Ground::Sand => ("#ece0c8", "#e1d1b1"),
        Ground::Rose => ("#f7d7d8", "#f0c3c5"),
    }
}

/// An SVG under construction.
struct Svg(String);

impl Svg {
    fn path(&mut self, d: &str, fill: &str) {
        // Writing to a string cannot fail.
        _ = write!(self.0, r#"<path d="{d}" fill="{fill}"/>"#);
    }

    fn line(&mut self, d: &str, stroke: &str, width: &str) {
        _ = write!(
            self.0,
            r#"<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>"#
        );
    }

    fn oval(&mut self, [x, y, rx, ry]: [&str; 4], fill: &str) {
        _ = write!(self.0, r#"<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>"#);
    }
}

/// Returns the portrait as an SVG document.
pub fn svg(look: &Look) -> String {
    let mut svg = Svg(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="8 2 104 104" width="240" height="240">"#.to_owned());
    let (plain, deep) = ground(look.ground);
    svg.path("M0 0H120V120H0Z", plain);
    svg.oval(["60", "70", "48", "48"], deep);
    hair_behind(&mut svg, look);
    body(&mut svg, look);
    head(&mut svg, look);
    face(&mut svg, look);
    hair_before(&mut svg, look);
    glasses(&mut svg, look);
    svg.0.push_str("</svg>");
    svg.0
}

fn body(svg: &mut Svg, look: &Look) {
    let (cloth, shade) = cloth(look.cloth);
    let ((skin, skin_shade), _) = skin(look.skin);
    let scrubs = look.wear != Wear::Coat;
    // Coat and shirt, coat and scrubs, or scrubs alone.
    svg.path(BODY, if look.wear == Wear::Scrubs { cloth } else { "#fdfdfb" });
    if look.wear != Wear::Scrubs {
        svg.path("M44 92.5L60 124L76 92.5L72 90H48Z", cloth);
    }
    svg.path(NECK, skin);
    if scrubs {
        svg.path("M50.5 88L60 108.5L69.5 88Z", skin);
    }
    svg.path(NECK_SHADE, skin_shade);
    match look.wear {
        Wear::Scrubs => {
            svg.line("M47.5 91.5L60 109.5L72.5 91.5", shade, "3.2");
            svg.path("M76 110H92V124H76Z", shade);
        }
        Wear::Both => {
            svg.line("M49 91L60 109.5L71 91", shade, "2.6");
        }
        Wear::Coat => {
            svg.path("M51.5 86.5L60 98.5L53.5 106L44.5 92.5Z", "#f4f8fa");
            svg.path("M68.5 86.5L60 98.5L66.5 106L75.5 92.5Z", "#f4f8fa");
            svg.path("M60 98.5L63 102.5L62 106L64 124H56L58 106L57 102.5Z", shade);
        }
    }
    if look.wear != Wear::Scrubs {
        svg.path("M46.5 91L37.5 94.5L42 105L38.5 108L55.5 124H59.5Z", "#e6ecee");
        svg.path("M73.5 91L82.5 94.5L78 105L81.5 108L64.5 124H60.5Z", "#e6ecee");
        svg.line("M26 110C28 114 29 118 29 124", "#dfe6e8", "1.6");
        svg.line("M94 110C92 114 91 118 91 124", "#dfe6e8", "1.6");
    }
}

fn head(svg: &mut Svg, look: &Look) {
    let ((skin, shade), _) = skin(look.skin);
    if look.style != Style::Scarf {
        svg.oval(["39", "55.5", "4.8", "6"], skin);
        svg.oval(["81", "55.5", "4.8", "6"], skin);
        svg.line("M38 53.5C36.5 55 36.8 57 38.3 58.2", shade, "1.3");
        svg.line("M82 53.5C83.5 55 83.2 57 81.7 58.2", shade, "1.3");
    }
    svg.path(HEAD, skin);
}

fn face(svg: &mut Svg, look: &Look) {
    let ((_, shade), lips) = skin(look.skin);
    let dark = matches!(look.skin, Skin::Brown | Skin::Deep);
    let brow = match look.colour {
        Colour::Rose | Colour::Sage | Colour::Ink => "#3a2c28",
        Colour::White | Colour::Grey if dark => "#b9bcbf",
        Colour::Blond => "#a97d3c",
        other => colour(other).0,
    };
    beard(svg, look);
    _ = write!(
        svg.0,
        r##"<g fill="#e0604f" opacity="{}"><ellipse cx="47" cy="63.5" rx="4.2" ry="2.8"/><ellipse cx="73" cy="63.5" rx="4.2" ry="2.8"/></g>"##,
        if dark { "0.16" } else { "0.2" }
    );
    svg.oval(["51.5", "55", "2.1", "2.5"], "#2b2326");
    svg.oval(["68.5", "55", "2.1", "2.5"], "#2b2326");
    svg.oval(["52.2", "54.1", "0.7", "0.7"], "#ffffff");
    svg.oval(["69.2", "54.1", "0.7", "0.7"], "#ffffff");
    svg.line("M47.2 48.8C49.2 47 52.5 46.8 54.8 48.2", brow, "1.9");
    svg.line("M72.8 48.8C70.8 47 67.5 46.8 65.2 48.2", brow, "1.9");
    svg.line("M60.5 56C60.8 59 62.6 61.3 61.6 62.6C61 63.3 59.7 63.3 58.9 62.8", shade, "1.5");
    svg.path("M53.5 68.2C56.5 69.6 63.5 69.6 66.5 68.2C65.8 72 63.3 73.8 60 73.8S54.2 72 53.5 68.2Z", lips);
    svg.path("M54.7 68.7C57.5 69.7 62.5 69.7 65.3 68.7C65 70 64 70.7 60 70.7S55 70 54.7 68.7Z", "#fffaf5");
}

fn beard(svg: &mut Svg, look: &Look) {
    const ROUND: &str = "M39.3 55C40 59 41.5 62.5 44 63.5C48 65.3 51 63.2 60 63.2S72 65.3 76 63.5C78.5 62.5 80 59 80.7 55C81 61.5 79.5 66.5 76.5 71.5C73 78 67 82.5 60 82.5S47 78 43.5 71.5C40.5 66.5 39 61.5 39.3 55Z";
    let (hair, _) = colour(look.colour);
    match look.beard {
        Beard::None => {}
        Beard::Stubble => {
            _ = write!(svg.0, r#"<path d="{ROUND}" fill="{hair}" opacity="0.22"/>"#);
        }
        Beard::Short => svg.path(ROUND, hair),
        Beard::Full => svg.path(
            "M39.3 54C40 59 41.5 62 44 63C48 65 51 63 60 63S72 65 76 63C78.5 62 80 59 80.7 54C81.8 63 80.5 72 76.5 79C72.5 86 67 90 60 90S47.5 86 43.5 79C39.5 72 38.2 63 39.3 54Z",
            hair,
        ),
        Beard::Moustache => svg.path("M60 64.3C63 63 68 64.5 70 68.5C66 68.8 62.5 68.3 60 67.3C57.5 68.3 54 68.8 50 68.5C52 64.5 57 63 60 64.3Z", hair),
    }
}

/// Draws the hair behind head and shoulders.
fn hair_behind(svg: &mut Svg, look: &Look) {
    let (hair, light) = colour(look.colour);
    match look.style {
        Style::Bob => svg.path("M60 17C42 17 32.5 29 32.5 48C32.5 60 31 72 33 79C39 84 50 84 60 84S81 84 87 79C89 72 87.5 60 87.5 48C87.5 29 78 17 60 17Z", hair),
        Style::Long => svg.path("M60 16C41 16 32 29 32 48C32 66 30 86 26 99C36 106 50 107 60 107S84 106 94 99C90 86 88 66 88 48C88 29 79 16 60 16Z", hair),
        Style::Waves => svg.path("M60 15C44 15 34 24 33 38C27 45 28 53 30 58C24 66 26 74 29 79C24 87 28 97 38 98C48 103 72 103 82 98C92 97 96 87 91 79C94 74 96 66 90 58C92 53 93 45 87 38C86 24 76 15 60 15Z", hair),
        Style::Bun => {
            svg.oval(["60", "14.5", "11.5", "10.5"], hair);
            svg.line("M52 12C55 8 62 7 66 10", light, "1.6");
            svg.path("M60 19C44 19 35.5 31 35.5 48C35.5 56 37 62 40 66H80C83 62 84.5 56 84.5 48C84.5 31 76 19 60 19Z", hair);
        }
        Style::Ponytail => {
            svg.path("M76 24C92 22 102 36 98 54C96 66 100 76 94 88C86 84 84 72 86 60C88 46 84 38 76 34Z", hair);
            svg.line("M90 36C95 46 91 60 93 74", light, "1.6");
            svg.path("M60 19C44 19 35.5 31 35.5 48C35.5 56 37 62 40 66H80C83 62 84.5 56 84.5 48C84.5 31 76 19 60 19Z", hair);
        }
        Style::Afro => {
            for [x, y, r] in [["60", "32", "27"], ["38", "42", "16"], ["82", "42", "16"], ["44", "26", "15"], ["76", "26", "15"], ["36", "56", "11"], ["84", "56", "11"]] {
                svg.oval([x, y, r, r], hair);
            }
        }
        Style::Scarf => svg.path("M60 13C38 13 28 30 29 52C30 70 27 86 20 98C32 112 88 112 100 98C93 86 90 70 91 52C92 30 82 13 60 13Z", light),
        _ => {}
    }
}

/// Draws the hair on the head.
fn hair_before(svg: &mut Svg, look: &Look) {
    let (hair, light) = colour(look.colour);
    match look.style {
        Style::Parted => {
            svg.path("M37 55C34.5 38 37 19.5 60 19C83.5 18.5 85.5 38 83 55C81.5 54 81 50 80.5 46C79 42 77 39.5 74.5 37C66 39.5 56 38.5 49.5 33C47.5 38 42 40.5 40 45C39 49 38.5 54 37 55Z", hair);
            svg.line("M50 32C54 27 60 25 68 25.5", light, "1.6");
        }
        Style::Swept => {
            svg.path("M37.5 54C34 40 36 30 42 25C44 18 56 13.5 68 15.5C80 17 87 27 84 40C83.5 46 83 51 82.5 54C81 53 80.5 48 79.5 44C78.5 38 75 34.5 70 34C61 36.5 51 37.5 44 35C41 39 40 48 37.5 54Z", hair);
            svg.line("M46 31C52 23 62 20.5 73 23", light, "1.6");
            svg.line("M50 34.5C58 28 68 27.5 76 31", light, "1.4");
        }
        Style::Cropped => svg.path("M38 53C35.5 36 41 21.5 60 21.5S84.5 36 82 53C81 52 80.5 47 79.5 43C78 37 72 33 60 33S42 37 40.5 43C39.5 47 39 52 38 53Z", hair),
        Style::Curls => {
            for [x, y, r] in [["41", "38", "6.5"], ["44", "29", "7.5"], ["53", "24", "8"], ["64", "23", "8.5"], ["74", "28", "8"], ["79.5", "37", "6.8"], ["58", "31", "7"], ["68", "31.5", "6.5"], ["49", "33", "6"], ["39", "46", "3.8"], ["81", "46", "3.8"]] {
                svg.oval([x, y, r, r], hair);
            }
            svg.line("M50 24C52 21.5 56 21 58 23", light, "1.5");
            svg.line("M64 21.5C67 19.5 71 21 72 24", light, "1.5");
            svg.line("M42 33C42 30 45 28 48 29", light, "1.5");
        }
        Style::Receding => svg.path("M37.5 56C34.5 44 36 31 44.5 26.5C43 32 44 35 42.5 39C41 44 40.5 52 37.5 56ZM82.5 56C85.5 44 84 31 75.5 26.5C77 32 76 35 77.5 39C79 44 79.5 52 82.5 56ZM44.5 27C50 20.5 70 20.5 75.5 27C70 25.5 66 29 60 29S50 25.5 44.5 27Z", hair),
        Style::Bald => {
            svg.path("M38 57C35.5 52 36 46 38.5 42.5C40 46 40.5 53 38 57ZM82 57C84.5 52 84 46 81.5 42.5C80 46 79.5 53 82 57Z", hair);
            svg.line("M50 31C53 29 56 28.3 59 28.3", "#ffffff55", "2.2");
        }
        Style::Tousled => {
            svg.path("M37.5 54C33 44 34 34 39 30C37 27 38 24 42 24C42 18 50 16 54 18.5C58 13.5 68 13.5 71 18C78 17 83 22 82 27C87 31 86.5 44 82.5 54C81 52 80.5 47 79.5 43.5C76 42 73.5 39 72.5 35.5C69 39 64 40 60.5 36.5C57 40 51 40.5 48.5 36.5C46 40 42.5 41 41 43.5C39.5 47 39 51 37.5 54Z", hair);
            svg.line("M55 22.5C51 24 49 27 49 30", light, "1.6");
            svg.line("M66 20.5C63 23 62 26 62.5 29.5", light, "1.6");
        }
        Style::Bob => {
            svg.path("M36 66C33 44 38 19 60 19S87 44 84 66C81.5 62 81 54 80 48C76 45 68 40 64 32C58 40 46 43 40 47C39 54 38.5 62 36 66Z", hair);
            svg.line("M63 29C58 34 50 37 44 39.5", light, "1.6");
        }
        Style::Long => {
            svg.path("M60 21C45 21 35 30 35.5 48C36 56 36 64 35.5 72C39 66 40 56 41 48C44 40 54 38 60 29C66 38 76 40 79 48C80 56 81 66 84.5 72C84 64 84 56 84.5 48C85 30 75 21 60 21Z", hair);
            svg.line("M59 27C55 32 48 34 43.5 38", light, "1.5");
            svg.line("M61 27C65 32 72 34 76.5 38", light, "1.5");
        }
        Style::Waves => {
            svg.path("M37 62C32 46 36 20 58 19.5C80 19 88 40 83.5 62C81 60 81.5 53 80 47.5C74 46 68 41 66 34C60 42 50 41 46 44C40 47 40.5 56 37 62Z", hair);
            svg.line("M66 32C68 27 73 26 77 29", light, "1.6");
            svg.line("M62 33C56 38 50 37.5 45 40", light, "1.5");
        }
        Style::Bun | Style::Ponytail => {
            svg.path("M38 56C34.5 38 40 21 60 21S85.5 38 82 56C80.5 52 80.5 48 79 45C74 43 65 38 60 31C55 38 46 43 41 45C39.5 48 39.5 52 38 56Z", hair);
            svg.line("M45 36C48 31 53 27.5 59 26.5", light, "1.5");
            svg.line("M75 36C72 31 67 27.5 61 26.5", light, "1.5");
        }
        Style::Afro => svg.path("M38.5 52C34 38 40 21 60 21S86 38 81.5 52C79 42 72 36.5 60 36.5S41 42 38.5 52Z", hair),
        Style::Pixie => {
            svg.path("M37 58C33.5 42 37 18.5 61 18.5C81 18.5 87 36 83.5 57C81.5 55 81 50 80 45C75 44 70 40 68 35.5C62 42.5 50 45 42 44C40 48 39.5 55 37 58Z", hair);
            svg.line("M67 33C62 38 54 40.5 47 40.5", light, "1.5");
            svg.line("M70 29C73 33 76 36 79 37.5", light, "1.5");
        }
        Style::Scarf => {
            svg.path("M60 16C40.5 16 31.5 31 32.5 52C33.5 72 30 88 22.5 99C34 112 52 116 62 103C74 112 88 108 97.5 99C90 88 86.5 72 87.5 52C88.5 31 79.5 16 60 16ZM60 30.5C72 30.5 79 38 79 51C79 66 71 79.5 60 79.5S41 66 41 51C41 38 48 30.5 60 30.5Z", hair);
            svg.line("M37 84C46 96 70 97 84 82", light, "2");
            svg.line("M62 103C58 100 54 96 51.5 92", light, "2");
            svg.line("M42 32C46 26.5 52 23.5 60 23.5", light, "1.6");
        }
    }
}

fn glasses(svg: &mut Svg, look: &Look) {
    const FRAME: &str = "#3b3236";
    match look.glasses {
        Glasses::None => {}
        Glasses::Round => {
            _ = write!(
                svg.0,
                r##"<g fill="#ffffff30" stroke="{FRAME}" stroke-width="1.5"><circle cx="51" cy="55.3" r="6.6"/><circle cx="69" cy="55.3" r="6.6"/></g>"##
            );
            svg.line("M57.6 54.6C59 53.6 61 53.6 62.4 54.6M44.4 54.5L40 53M75.6 54.5L80 53", FRAME, "1.5");
        }
        Glasses::Square => {
            _ = write!(
                svg.0,
                r##"<g fill="#ffffff30" stroke="{FRAME}" stroke-width="1.7"><rect x="43.8" y="50" width="13.6" height="10.5" rx="3.2"/><rect x="62.6" y="50" width="13.6" height="10.5" rx="3.2"/></g>"##
            );
            svg.line("M57.4 53.6C59 52.7 61 52.7 62.6 53.6M43.8 53L40 52.2M76.2 53L80 52.2", FRAME, "1.7");
        }
    }
}
