/// One document of a compile: a name for messages, and its bytes.
public struct RuleSource: Sendable {
  /// The name that messages begin with, usually the path of a file.
  public let name: String
  /// The document, which should be UTF-8.
  public let bytes: [UInt8]

  /// Creates a source from bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Creates a source from text.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }
}
