"""The promises of the policy, the controls that prove them, and the page that shows both."""
