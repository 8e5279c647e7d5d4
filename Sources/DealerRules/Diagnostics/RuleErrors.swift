/// Every finding about the documents of one compile, at once.
public struct RuleErrors: Error, Sendable {
  /// The findings by source, place and code.
  public var diagnostics: [Diagnostic]
  /// The documents they are about.
  public var sources: [RuleSource]

  /// Creates an error from findings and the documents they are about.
  public init(diagnostics: [Diagnostic], sources: [RuleSource]) {
    self.diagnostics = diagnostics
    self.sources = sources
  }

  /// The findings as text, one after the other with a line break between them.
  /// - Complexity: O(bytes of the sources + findings).
  public var rendered: String { Diagnostic.rendered(diagnostics, in: sources) }
}

extension RuleErrors: CustomStringConvertible {
  /// The same text as ``rendered``.
  public var description: String { rendered }
}
