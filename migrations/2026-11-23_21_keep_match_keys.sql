-- What matching compares of a record, made from its names and address when it comes in.
ALTER TABLE source_record
    ADD COLUMN match_identity text,             -- the words of the name that tell it from others of its kind; null when it names nothing
    ADD COLUMN match_kind text,                 -- what the name says that it is, as a path: school/primary/infant
    ADD COLUMN match_street text,               -- the street that it has a house number in
    ADD COLUMN match_numbers text[];            -- its house numbers there: 31-33 is {31,33}

-- Which reading of names the keys of a dataset's records were made by; another than the program's own means that they are made again.
ALTER TABLE dataset ADD COLUMN match_words int;
