// The standard rules, but where the theme is written otherwise on purpose.
export default {
  extends: ["stylelint-config-standard"],
  rules: {
    // A rule that fits on a line stands on one: the whole theme is then read as a table.
    "declaration-block-single-line-max-declarations": null,
    // Rules stand by what they are about. Where two of them meet, the order of the file is meant.
    "no-descending-specificity": null,
    // Names of fonts are written as their makers write them, and two words as SVG does.
    "value-keyword-case": ["lower", { ignoreKeywords: ["currentColor", "optimizeLegibility"], ignoreProperties: ["/^--(serif|sans|mono)$/"] }],
    // Safari on phones knows this one by no other name.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
    // A query of a few words may stand with the rules that it belongs to.
    "at-rule-empty-line-before": null,
  },
};
