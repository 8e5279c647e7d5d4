/// Hashes and equality of ids by their UTF-8 bytes (RULES.md X-003).
enum IdentifierHash {
  /// Another number in every process, so that nobody can make ids that share their hashes.
  private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize())

  /// The hash of an id in this process; nothing that is told may depend on it.
  static func of(_ id: String) -> UInt64 {
    var hash = seed
    let isWhole: Void? = id.utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    }
    if isWhole == nil {
      for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
    }
    hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ hash >> 29
  }

  /// Whether two ids are the same bytes.
  @inline(__always)
  static func areEqual(_ a: String, _ b: String) -> Bool {
    let known = a.utf8.withContiguousStorageIfAvailable { left in
      b.utf8.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    if let known, let known { return known }
    return a.utf8.elementsEqual(b.utf8)
  }
}
