/// A place in a document beside the rules, for findings (RULES.md W-011).
public struct DocumentPlace: Hashable, Sendable {
  /// The document's name.
  public var document: String
  /// The line, from 1.
  public var line: UInt32
  /// The column in characters, from 1.
  public var column: UInt32
}

/// Where the lines of a document begin.
struct DocumentLines {
  private let name: String
  private let index: LineIndex

  /// Reads a document once. O(bytes).
  init(_ source: RuleSource) {
    name = source.name
    index = LineIndex(source.bytes)
  }

  func place(of span: SourceSpan) -> DocumentPlace {
    let place = index.place(of: Int(span.start))
    return DocumentPlace(
      document: name, line: UInt32(truncatingIfNeeded: place.line),
      column: UInt32(truncatingIfNeeded: place.column))
  }
}

extension TracePlace {
  /// A place in a document that is no file of a log.
  static func of(_ place: DocumentPlace?) -> TracePlace {
    place.map { TracePlace(file: -1, line: $0.line, column: $0.column) } ?? .none
  }
}
