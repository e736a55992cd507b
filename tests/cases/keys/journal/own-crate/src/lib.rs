pub const ONE: i32 = 1;
