/// One version of a node of the region catalogue (RULES.md R-001).
///
/// A region may be stated several times for spans that do not overlap, so that its parent can
/// change; where none states a span, the catalogue is a plain tree.
public struct Region: Hashable, Sendable {
  /// The region's code, text even where it looks like a number.
  public var id: String
  /// The region above, or `nil` at the top.
  public var parent: String?
  /// A name for people.
  public var name: String
  /// When this version is in force; a region is alive while one of its versions is.
  public var validity: Validity
  /// Other codes of the same place (RULES.md R-003).
  public var aliases: [String]
  /// The regions that stand for this one once it is no longer alive (RULES.md R-002).
  public var successors: [String]
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a region; everything but the id has a default.
  public init(
    id: String, parent: String? = nil, name: String = "", validity: Validity = .always,
    aliases: [String] = [], successors: [String] = [], origin: SourceSpan? = nil
  ) {
    self.id = id
    self.parent = parent
    self.name = name
    self.validity = validity
    self.aliases = aliases
    self.successors = successors
    self.origin = origin
  }
}

/// A range of postal codes that lie in one region (RULES.md R-004).
public struct PostalArea: Hashable, Sendable {
  /// The region whose postal codes these are, `"US"`.
  public var country: String
  /// How a code is written: `9` a digit, `A` a letter, anything else itself.
  public var form: String
  /// The first code of the range.
  public var from: String
  /// The first code beyond the range, in the order of bytes.
  public var below: String
  /// The region in which the codes lie.
  public var region: String
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a range.
  public init(
    country: String, form: String, from: String, below: String, region: String,
    origin: SourceSpan? = nil
  ) {
    self.country = country
    self.form = form
    self.from = from
    self.below = below
    self.region = region
    self.origin = origin
  }
}
