"""Tables and queries; imports nothing of ours."""
