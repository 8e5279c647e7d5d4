import Synchronization

/// One compile; two are the same only where they are one object.
///
/// It keeps where the lines of the book's documents begin, from the first question on: an
/// explanation names the places of tens of thousands of rules.
final class CompileIdentity: Sendable {
  private let indexes = Mutex<[Int32: LineIndex]>([:])

  /// The line on which something is stated, from 1.
  /// - Parameters:
  ///   - span: A place in a document of the book.
  ///   - source: That document.
  /// - Complexity: O(1); the first time in a document O(bytes of it).
  func line(of span: SourceSpan, in source: RuleSource) -> Int {
    indexes.withLock { indexes in
      let index = indexes[span.source] ?? LineIndex(source.bytes)
      indexes[span.source] = index
      return source.linesBefore + index.place(of: Int(span.start)).line
    }
  }
}
