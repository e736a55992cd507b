//! Formulas as plain words, for contents, search and whoever can't be shown a formula.

/// Commands that are a sign by themselves.
const SIGNS: [(&str, &str); 44] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "ϕ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("cdot", "·"),
    ("times", "×"),
    ("le", "≤"),
    ("leq", "≤"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("ne", "≠"),
    ("approx", "≈"),
    ("to", "→"),
    ("infty", "∞"),
    ("ell", "ℓ"),
    ("nabla", "∇"),
    ("in", "∈"),
];

/// The formula in a line of signs; `…` where that can't be had.
pub(in crate::render) fn spoken(formula: &str) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Some((_, sign)) = SIGNS.iter().find(|(name, _)| *name == &after[..length]) else {
            return "…".to_owned();
        };
        out.push_str(sign);
        // A blank behind a command only ends its name.
        rest = after[length..].trim_start();
    }
    out.push_str(rest);
    out.retain(|c| !matches!(c, '{' | '}'));
    out
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn formulas_are_said_as_far_as_a_line_can_say_them() {
        for (formula, said) in [
            ("f(x) = x^{10}", "f(x) = x^10"),
            (r"\lambda \geq 0", "λ≥0"),
            (r"\beta_1", "β_1"),
            (r"\frac{1}{2}", "…"),
            (r"\{x\}", "…"),
        ] {
            assert_eq!(spoken(formula), said);
        }
    }
}
