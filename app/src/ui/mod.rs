//! Parts that any console could use: they know no route, no server function, no domain word.
