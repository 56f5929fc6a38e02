"""What the data is: contracts, values and errors. Imports nothing of ours."""
