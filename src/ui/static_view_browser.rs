//! The client side of `static_view.rs`.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use tachys::hydration::Cursor;
use tachys::renderer::types::{Element, Node};
use tachys::renderer::{CastFrom, Rndr};
use tachys::view::{Mountable, Position, PositionState};

use super::drawn;

/// Leaves the server-rendered HTML as it is.
pub fn static_view(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    drawn::any(StaticView(Box::new(view)))
}

type Make = Box<dyn FnOnce() -> AnyView + Send>;

struct StaticView(Make);

/// The server-rendered element, or the view built here.
pub enum State {
    ServerRendered(Element),
    Built(<AnyView as Render>::State),
}

impl Mountable for State {
    fn unmount(&mut self) {
        match self {
            Self::ServerRendered(element) => element.unmount(),
            Self::Built(state) => state.unmount(),
        }
    }

    fn mount(&mut self, parent: &Element, before: Option<&Node>) {
        match self {
            Self::ServerRendered(element) => element.mount(parent, before),
            Self::Built(state) => state.mount(parent, before),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::ServerRendered(element) => element.insert_before_this(child),
            Self::Built(state) => state.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Element> {
        match self {
            Self::ServerRendered(element) => vec![element.clone()],
            Self::Built(state) => state.elements(),
        }
    }
}

impl Render for StaticView {
    type State = State;

    fn build(self) -> State {
        State::Built((self.0)().build())
    }

    fn rebuild(self, state: &mut State) {
        let mut made = self.build();
        state.insert_before_this(&mut made);
        state.unmount();
        *state = made;
    }
}

impl AddAnyAttr for StaticView {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, attribute: A) -> Self
    where
        Self: RenderHtml,
    {
        let attribute = attribute.into_cloneable_owned();
        Self(Box::new(move || (self.0)().add_any_attr(attribute).into_any()))
    }
}

impl RenderHtml for StaticView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {
        // The browser renders no HTML text.
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        let node = cursor.current();
        position.set(Position::NextChild);
        match Element::cast_from(node.clone()) {
            Some(element) => State::ServerRendered(element),
            // Not what the server renders here: built in its place.
            None => {
                let mut made = (self.0)().build();
                if let Some(parent) = Rndr::get_parent(&node).and_then(Element::cast_from) {
                    made.mount(&parent, Some(&node));
                }
                State::Built(made)
            }
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}
