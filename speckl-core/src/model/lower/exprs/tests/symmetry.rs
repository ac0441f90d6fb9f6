//! Values of symmetric types are stored, compared for equality, looked for and run over; no more.

use super::{act_with, assert_fine, assert_one_error, claim};
use crate::diagnostic::Code;

#[test]
fn interchangeable_values_have_no_names_no_order_and_no_sum() {
    let fine = act_with("k: Node", "require k notin nodes\nnodes := nodes union {k}");
    assert_fine(&fine);
    assert_fine(&claim(
        "forall k, l in Node: k == l or k in nodes or l in nodes",
    ));
    let code = Code::SymmetricUse;
    let literal = "an integer cannot stand for a value of the symmetric type `Node`";
    for (stmts, underlined, message) in [
        ("require k == 2", "2", literal),
        ("nodes := {1}", "1", literal),
        ("require nodes == {1}", "{1}", literal),
        ("require 1 in nodes", "1", literal),
        (
            "n := k + 1",
            "k",
            "values of the symmetric type `Node` cannot be computed with",
        ),
        (
            "require k < k",
            "k < k",
            "values of the symmetric type `Node` cannot be put in an order",
        ),
        (
            "require k in 1..2",
            "k",
            "values of the symmetric type `Node` cannot be looked for in a range",
        ),
        (
            "require min(nodes) == k",
            "min(nodes)",
            "values of the symmetric type `Node` cannot be put in an order",
        ),
    ] {
        assert_one_error(&act_with("k: Node", stmts), code, underlined, message);
    }
}
