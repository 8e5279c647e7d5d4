/// The checksum that ends a record: the SHA-256 of all bytes before it (RULES.md Z-007, Z-023).
enum RecordSeal {
  private static let name = Array(",\"checksum\":\"".utf8)
  private static let tail = 64 + 2

  /// A JSON object with its checksum as the last field, in the place of the closing brace.
  static func seal(_ object: [UInt8]) -> [UInt8] {
    var bytes = object
    if bytes.last == 0x7D { bytes.removeLast() }
    let digest = SHA256.hex(SHA256.digest(of: bytes))
    return bytes + name + Array(digest.utf8) + [0x22, 0x7D]
  }

  /// Whether a record's bytes are those that were written.
  static func isIntact(_ bytes: ArraySlice<UInt8>) -> Bool {
    let body = bytes.count - name.count - tail
    guard body > 0, bytes.dropFirst(body).starts(with: name), bytes.last == 0x7D else {
      return false
    }
    let digest = SHA256.hex(SHA256.digest(of: bytes.prefix(body)))
    return bytes.dropFirst(body + name.count).prefix(64).elementsEqual(digest.utf8)
  }
}
