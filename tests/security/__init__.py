"""What somebody with bad intentions tries: one test for each row of the list of abuse cases."""
