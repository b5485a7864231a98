//! What features register with the platform, which depends on none of them. Each adds its parts in its `routes.rs`; `server` opens an app
//! with all of them.
//!
//! A part can be of any type, and is read by that type: the router reads [`Rest`] and [`Files`], the check of forms [`Form`], the job
//! queue and the list of notifications their kinds.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use axum::Router;
use futures::future::BoxFuture;
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use server_fn::ServerFn;
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::db::{Db, DbError};
use crate::base::model::DemoSignIn;

#[derive(Default)]
pub struct Registry(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Registry {
    pub fn add<T: Send + Sync + 'static>(&mut self, part: T) {
        let parts = self.0.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(Vec::<T>::new()));
        if let Some(parts) = parts.downcast_mut::<Vec<T>>() {
            parts.push(part);
        }
    }

    /// Returns the parts of one type, in the order in which they were added.
    pub fn all<T: Send + Sync + 'static>(&self) -> &[T] {
        self.0.get(&TypeId::of::<T>()).and_then(|parts| parts.downcast_ref::<Vec<T>>()).map_or(&[], Vec::as_slice)
    }
}

/// REST endpoints of one tag, with the tag's text in the API description.
pub struct Rest {
    pub tag: &'static str,
    pub description: &'static str,
    pub routes: fn() -> OpenApiRouter<App>,
}

/// Routes that return files, such as a calendar's; neither pages nor in the API description.
pub struct Files(pub fn() -> Router<App>);

/// A server function: its path, and the names of its fields.
pub struct Form {
    pub path: &'static str,
    pub fields: &'static [&'static str],
}

impl Form {
    pub fn of<F: ServerFn + DeserializeOwned>() -> Self {
        Self { path: F::PATH, fields: field_names::<F>() }
    }
}

/// Looks up whether the practice is a demo.
pub type FindDemo = for<'db> fn(&'db Db) -> BoxFuture<'db, Result<Option<Demo>, DbError>>;

/// What a demo practice adds to the settings.
#[derive(Clone, Debug)]
pub struct Demo {
    /// All accounts that can sign in, listed on the sign-in page.
    pub sign_ins: Vec<DemoSignIn>,
    /// The practice's phone number, unless the settings have one.
    pub phone: &'static str,
}

/// Returns the names of a struct's fields, which serde passes to the deserializer.
fn field_names<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // The deserializer records the names and then always fails.
    drop(T::deserialize(Listener(&mut names)));
    names
}

struct Listener<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = de::value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = fields;
        Err(de::Error::custom("only asked for the names"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("no struct"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}
