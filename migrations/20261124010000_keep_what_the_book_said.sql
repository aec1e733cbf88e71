-- The sentences of the book when a section of a report was written, without their figures: so that it is told when the
-- book says something else since. Of texts that were written before this it is not known.
alter table report_texts add column said jsonb;
