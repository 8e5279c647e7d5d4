/// One document of a compile: a name for messages, and its bytes.
public struct RuleSource: Sendable {
  /// The name that messages begin with, usually the path of a file.
  public let name: String
  /// The document, which should be UTF-8.
  public let bytes: [UInt8]
  /// Lines of the file before these bytes, where they are a part of one; places count them.
  let linesBefore: Int

  /// Creates a source from bytes.
  public init(name: String, bytes: [UInt8]) {
    self.init(name: name, bytes: bytes, linesBefore: 0)
  }

  /// Creates a source from a part of a file.
  init(name: String, bytes: [UInt8], linesBefore: Int) {
    self.name = name
    self.bytes = bytes
    self.linesBefore = linesBefore
  }

  /// Creates a source from text.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }
}
