/// What a finding is about inside the object or row at its span.
struct Subject: Hashable, Sendable {
  /// Fields of the object or row; the first that is there is meant.
  var fields: [String] = []
  /// The way from that field to the value: names of members, positions in lists.
  var path: [String] = []
  /// The text that is wrong, to be looked for in the field, or anywhere when no field is named.
  var text: String?
  /// Where the same thing is stated as well.
  var other: SourceSpan?
}
