// nothing runs
