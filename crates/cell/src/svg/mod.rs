//! Draws a chart as SVG, with plotters.
