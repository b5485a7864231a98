//! Deleting an account that nothing else refers to.

use futures::FutureExt;

use super::super::model::AccountAction;
use super::{Change, keep_an_admin};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};
use crate::features::accounts::service as accounts;
use crate::features::doctors::service as doctors;
use crate::features::notifications::service as notifications;
use crate::platform::app::App;
use crate::policy::{Permit, act};

/// Deletes an account without appointments or other records, such as one that was created by mistake. What staff did to it is kept.
///
/// An account with records is suspended instead. Erasing a person, with what the law lets the practice erase, is to be called here.
///
/// # Errors
/// [`Code::NotFound`], [`Code::OwnAccount`], [`Code::LastAdmin`], [`Code::HasRecords`].
pub async fn delete(app: &App, permit: &Permit<act::DeletePeople>, id: Id<User>, reason: String) -> Result<()> {
    let (change, clock) = (Change::new(permit, reason)?, app.clock.clone());
    app.write(move |tx| {
        async move {
            let row = change.hold_other(tx, id).await?;
            keep_an_admin(tx, &row).await?;
            notifications::erase(tx, id).await?;
            if !doctors::delete_profile(tx, &clock, id.of()).await? || !accounts::delete(tx, id).await? {
                return Err(Code::HasRecords.into());
            }
            change.record(tx, &clock, (id, row.role), AccountAction::Delete);
            Ok(())
        }
        .boxed()
    })
    .await
}
