/// Bits that tell which products a party of a price table may have, so that most of those that it
/// has not are never searched for.
///
/// Every party has as many words, a power of two; a product has one bit among theirs. A party of
/// the usual size lets about a fifth of what it has not pass.
struct KernelKeyFilter: Sendable {
  /// Keys of a party from which on a filter is worth its while, and the most bits it may have.
  private static let leastKeys = 8
  private static let mostBits = 4096

  /// Words of party p: `words[p << shift..<(p + 1) << shift]`; none without a filter.
  private(set) var words: ContiguousArray<UInt64> = []
  /// Words of a party as a power of two.
  private(set) var shift = 0
  /// What is left of a product's hash: the number of its bit.
  private(set) var hashShift: UInt32 = 32

  var isEmpty: Bool { words.isEmpty }

  init() {}

  /// The filter of keys as ``KernelPriceTable`` keeps them.
  init(_ start: ContiguousArray<Int32>, _ products: ContiguousArray<UInt16>, pages: Int) {
    let parties = (start.count - 1) / pages
    let used = (0..<parties).count { start[$0 * pages] < start[($0 + 1) * pages] }
    guard used > 0, products.count / used >= KernelKeyFilter.leastKeys,
      products.count >= parties
    else { return }
    var bits = 64
    while bits < products.count / used * 4, bits < KernelKeyFilter.mostBits { bits *= 2 }
    shift = (bits / 64).trailingZeroBitCount
    hashShift = 32 - UInt32(bits.trailingZeroBitCount)
    words = ContiguousArray(repeating: 0, count: parties << shift)
    for row in 0..<(parties * pages) {
      let (party, page) = (row / pages, row % pages)
      for key in start[row]..<start[row + 1] {
        let bit = bit(of: Int32(truncatingIfNeeded: page << 16 + Int(products[Int(key)])))
        words[party << shift + bit >> 6] |= 1 << UInt64(bit & 63)
      }
    }
  }

  /// The bit of a product among those of a party.
  @inline(__always)
  func bit(of product: Int32) -> Int {
    Int((UInt32(bitPattern: product) &* 0x9E37_79B1) &>> hashShift)
  }
}
