/// Every bound on the size of a document, in one place.
struct DocumentLimits: Hashable, Sendable {
  /// Bytes of one document, 64 MiB.
  var bytes = 64 << 20
  /// Open brackets at one place of a JSON document.
  var depth = 32
  /// Values of one JSON document.
  var nodes = 8_000_000
  /// Columns of one table.
  var columns = 1_024
  /// Bytes of one table field, 64 KiB.
  var fieldBytes = 64 << 10
}
