from_auto = { a = 1, b = true }
