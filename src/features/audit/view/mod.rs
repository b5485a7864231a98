//! Pages of the audit log.

mod access;
mod filter;
mod search;
mod table;

pub use access::AccessPage;
pub use search::AuditPage;

use crate::base::model::Outcome;
use crate::base::text::{self as t, Lang};

pub fn outcome_name(lang: Lang, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => t::audit_done(lang),
        Outcome::Refused => t::audit_refused(lang),
        Outcome::Failed => t::audit_failed(lang),
    }
}
