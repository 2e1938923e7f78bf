"""The review desk: drafts of supports beside the words they come from, decided by people, published by two of them.

A `Desk` is the work on one policy (its key is the id of the policy and of the document). Each support of the text is an `Item` that
somebody accepts, corrects or refuses; the cases are typed in beside it. What is decided is put together as a policy folder, proposed
by one person and published by another; published folders are laid over the packaged ones, so that the check-up shows them at once.
"""
