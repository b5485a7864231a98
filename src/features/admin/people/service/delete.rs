//! Deleting somebody's account.

use futures::FutureExt;

use super::super::model::AccountAction;
use super::Change;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};
use crate::features::privacy::service as privacy;
use crate::platform::app::App;
use crate::policy::{Permit, act};

/// Deletes an account at once, as its owner's own deletion does: what identifies its owner is erased, coming appointments are cancelled
/// and the other sides told, and its owner gets a last mail. What the law keeps stays without the name, and so does what staff did to it.
///
/// # Errors
/// [`Code::NotFound`], also if it is deleted already; [`Code::OwnAccount`], [`Code::LastAdmin`].
pub async fn delete(app: &App, permit: &Permit<act::DeletePeople>, id: Id<User>, reason: String) -> Result<()> {
    let (change, whole) = (Change::new(permit, reason)?, app.clone());
    app.write(move |tx| {
        async move {
            if id == change.by {
                return Err(Code::OwnAccount.into());
            }
            // Not the account's lock: bookings take the other side's before it, in an order that `carry_out` follows.
            change.enter(tx).await?;
            let role = privacy::carry_out(tx, &whole, id, change.request).await?.ok_or(Code::NotFound)?;
            change.record(tx, &whole.clock, (id, role), AccountAction::Delete);
            Ok(())
        }
        .boxed()
    })
    .await
}
