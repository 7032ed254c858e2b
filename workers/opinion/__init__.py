"""A second opinion on a letter, by a language model that the company runs or rents: off unless it is set up."""
