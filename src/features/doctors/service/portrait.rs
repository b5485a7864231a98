//! Doctors' generated portraits.

use super::super::portrait::{Leaning, Look, svg};
use super::super::store::{self, portrait as rows};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Gender, Id};
use crate::platform::app::App;
use crate::platform::db::Tx;
use crate::policy::{Permit, act};

/// Returns the portrait as an SVG document: with the chosen look, else with the one derived from the id.
///
/// # Errors
/// [`Code::NotFound`], also for a doctor who is not approved.
pub async fn portrait(app: &App, _: &Permit<act::FindDoctors>, id: Id<Doctor>) -> Result<String> {
    let mut conn = app.read().await?;
    let row = rows::public(&mut conn, id).await?.ok_or(Code::NotFound)?;
    let leaning = match row.gender {
        Gender::Female => Leaning::Feminine,
        Gender::Male => Leaning::Masculine,
        Gender::Other | Gender::Undisclosed => Leaning::Neutral,
    };
    let chosen = row.portrait.as_deref().and_then(Look::parse);
    Ok(svg(&chosen.unwrap_or_else(|| Look::of(id.uuid().as_u128(), leaning, row.experience_years))))
}

/// Sets the look of a doctor's portrait, for generated data.
///
/// # Errors
/// [`Code::Internal`] for words that [`Look::parse`] does not know.
pub async fn choose(tx: &mut Tx, _: &Permit<act::MakeDemo>, id: Id<Doctor>, look: &str) -> Result<()> {
    Look::parse(look).ok_or(Code::Internal)?;
    store::choose_portrait(tx, id, look).await
}
