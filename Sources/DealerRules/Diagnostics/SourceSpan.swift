/// A half-open range of UTF-8 bytes in one of the sources of a compile.
public struct SourceSpan: Hashable, Sendable {
  /// Index into the sources of the compile.
  public var source: Int32
  /// Offset of the first byte.
  public var start: UInt32
  /// Offset past the last byte; equal to `start` for a place between two bytes.
  public var end: UInt32

  /// Creates a span.
  public init(source: Int32, start: UInt32, end: UInt32) {
    self.source = source
    self.start = start
    self.end = end
  }

  /// Creates a span from array offsets; they fit because documents end at 64 MiB.
  init(source: Int32, _ start: Int, _ end: Int) {
    self.init(
      source: source, start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: end))
  }
}
