//! Lossbook
