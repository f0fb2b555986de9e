-- Variables: sealed under a key that is not in here, each to its own name.

create table variables (
    name   text not null primary key,
    sealed blob not null,               -- nonce, ciphertext, tag
    set_at integer not null
) strict;
