"""Who may do what: people, the organisations they act for, the posts they hold, and one table of rights.

A `Person` signs in. An `Authorisation` lets a person act for an `Organisation` (known by its unified social credit code) until it is
revoked; a `Post` gives a member of staff a role in a unit for a region. `rights` reads `rights.yaml`, the table role × action ×
object, and is the only place that says yes or no: every action and every query of personal data asks `require` or `may`.
"""
