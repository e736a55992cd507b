// error: this cell's code does not end where the cell does
//  --> entries/entry.md:6:1
//   |
// 6 | } fn main() {
//   | ^
//   |
//   = help: a cell's brackets must be closed in the cell that opens them
// error: this cell's code does not end where the cell does
//   --> entries/entry.md:10:9
//    |
// 10 | let y = (1, 2;
//    |         ^
//    |
//    = help: a cell's brackets must be closed in the cell that opens them
// error: this cell's code does not end where the cell does
//   --> entries/entry.md:14:9
//    |
// 14 | let s = "never closed;
//    |         ^
//    |
//    = help: a cell's brackets must be closed in the cell that opens them
// error: this cell's code does not end where the cell does
//   --> entries/entry.md:18:1
//    |
// 18 | /* never closed
//    | ^
//    |
//    = help: a cell's brackets must be closed in the cell that opens them
