/// CRC-32C (Castagnoli), the checksum of records.
enum LedgerChecksum {
  private static let table: [UInt32] = (0..<256).map { start in
    var value = UInt32(start)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    return value
  }

  static func of(_ bytes: ContiguousArray<UInt8>, _ range: Range<Int>) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes[range] {
      value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
    }
    return ~value
  }
}
