//! Icons: a 24 × 24 grid, one stroke width. They are decorative and never replace text.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{static_view, view};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Glyph {
    Alert,
    Bell,
    Bin,
    Calendar,
    Check,
    Clock,
    Cross,
    Download,
    Eye,
    Globe,
    Home,
    Info,
    Leave,
    Left,
    Lock,
    Mail,
    Money,
    Pencil,
    Phone,
    Place,
    Plus,
    Right,
    Screen,
    Search,
    Shield,
    Speech,
    Stethoscope,
    User,
    Video,
}

impl Glyph {
    pub const ALL: &[Self] = &[
        Self::Alert,
        Self::Bell,
        Self::Bin,
        Self::Calendar,
        Self::Check,
        Self::Clock,
        Self::Cross,
        Self::Download,
        Self::Eye,
        Self::Globe,
        Self::Home,
        Self::Info,
        Self::Leave,
        Self::Left,
        Self::Lock,
        Self::Mail,
        Self::Money,
        Self::Pencil,
        Self::Phone,
        Self::Place,
        Self::Plus,
        Self::Right,
        Self::Screen,
        Self::Search,
        Self::Shield,
        Self::Speech,
        Self::Stethoscope,
        Self::User,
        Self::Video,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 4.5 20.5 19.5h-17zM12 10.5v4M12 17v.1",
            Self::Bell => "M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
            Self::Bin => "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5",
            Self::Calendar => "M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4 10.5h16M8 3.5v4M16 3.5v4",
            Self::Check => "M5 12.5 9.5 17 19 7.5",
            Self::Clock => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2",
            Self::Cross => "M6 6l12 12M18 6 6 18",
            Self::Download => "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
            Self::Eye => "M2.5 12C4.7 8 8 6 12 6s7.3 2 9.5 6c-2.2 4-5.5 6-9.5 6s-7.3-2-9.5-6zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
            Self::Globe => {
                "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM4 12h16M12 4c2.3 2.3 3.4 5 3.4 8s-1.1 5.7-3.4 8c-2.3-2.3-3.4-5-3.4-8s1.1-5.7 3.4-8z"
            }
            Self::Home => "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
            Self::Info => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11.5V16M12 8.2v.1",
            Self::Leave => "M14 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h8M10 12h10M16.5 8.5 20 12l-3.5 3.5",
            Self::Left => "M15 5.5 8.5 12l6.5 6.5",
            Self::Lock => {
                "M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"
            }
            Self::Mail => "M5 6h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4.5 7l7.5 6 7.5-6",
            Self::Money => "M4 7h16v10H4zM12 9.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6zM7 12h.1M17 12h.1",
            Self::Pencil => "M4.5 19.5l.8-4L16 4.8a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8.5 18.7zM14 7l3 3",
            Self::Phone => {
                "M6.5 4h3L11 8 9 9.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5C11 18.5 5.5 13 5 5.6A1.5 1.5 0 0 1 6.5 4z"
            }
            Self::Place => {
                "M12 21c4-4.5 6.5-7.8 6.5-11a6.5 6.5 0 0 0-13 0c0 3.2 2.5 6.5 6.5 11zM12 7.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Right => "M9 5.5l6.5 6.5L9 18.5",
            Self::Screen => "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM12 16v4M8.5 20h7",
            Self::Search => "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5 20 20",
            Self::Shield => "M12 3.5 19 6v5.5c0 4.3-2.8 7.5-7 9-4.2-1.5-7-4.7-7-9V6zM9 12l2.2 2.2L15 10",
            Self::Speech => "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z",
            Self::Stethoscope => {
                "M6.5 4H5v5a4 4 0 0 0 8 0V4h-1.5M9 13v2.5a4.5 4.5 0 0 0 9 0V13M18 9.5a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5z"
            }
            Self::User => "M12 4.5a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5zM4.5 20a7.5 7.5 0 0 1 15 0",
            Self::Video => "M5 6.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM15 11l5-3v8l-5-3",
        }
    }
}

#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    static_view(move || {
        view! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d=glyph.path()></path>
            </svg>
        }
    })
}
