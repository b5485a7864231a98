//! Components for doctors and the practice's staff. The patients' client bundle has `staff_stub.rs` instead: the same names without
//! content. Inside `SignedIn role=…` the stub is never rendered, so that a rejected reader sees the same in both bundles.

pub use super::applications::Applications;
