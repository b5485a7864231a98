//! What the features give the platform, which knows none of them. `server::registry` fills it in.

use futures::future::BoxFuture;

use super::app::App;
use super::db::{Db, DbError};
use super::mail::Mail;
use crate::base::model::DemoSignIn;

#[derive(Clone, Copy)]
pub struct Registry {
    pub write_mail: WriteMail,
    pub find_demo: FindDemo,
}

/// Makes one mail to `to` of one letter, or of several that were gathered, the oldest first; `id` becomes its Message-ID. Beside it, for
/// each letter, why it cannot be read.
pub type WriteMail = fn(app: &App, letters: &[&str], to: &str, id: &str) -> (Option<Mail>, Vec<Option<String>>);

/// Looks up whether the practice is a demo.
pub type FindDemo = for<'db> fn(&'db Db) -> BoxFuture<'db, Result<Option<Demo>, DbError>>;

/// What a demo practice adds to the settings.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Everybody who can sign in, offered on the sign-in page.
    pub sign_ins: Vec<DemoSignIn>,
    /// Where patients call it, unless the settings say otherwise.
    pub phone: &'static str,
}
