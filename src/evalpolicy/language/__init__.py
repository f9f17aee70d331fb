"""The language: what a policy can say, one module a construct; from declarations as written to the policy as meant."""
