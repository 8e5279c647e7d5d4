/// Streaming SHA-256 (FIPS 180-4), for the hashes that bind decisions to rules and inputs.
///
/// Feed bytes with ``update(_:)-(Span<UInt8>)``, then take the digest once with ``finalize()``.
/// Not in any hot path; no allocation after creation.
struct SHA256: Sendable {
  private var state: State = .initial
  /// Bytes that do not fill a block yet.
  private var pending: ContiguousArray<UInt8> = ContiguousArray(repeating: 0, count: 64)
  private var pendingCount = 0
  private var byteCount: UInt64 = 0
  private var schedule: ContiguousArray<UInt32> = ContiguousArray(repeating: 0, count: 64)

  /// Adds bytes; any division of a message into calls gives the same digest.
  mutating func update(_ bytes: Span<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    var next = 0
    if pendingCount > 0 {
      while next < bytes.count, pendingCount < 64 {
        pending[pendingCount] = bytes[next]
        pendingCount += 1
        next += 1
      }
      guard pendingCount == 64 else { return }
      compressPending()
    }
    while bytes.count - next >= 64 {
      state.compress(bytes, from: next, &schedule)
      next += 64
    }
    while next < bytes.count {
      pending[pendingCount] = bytes[next]
      pendingCount += 1
      next += 1
    }
  }

  /// Adds bytes of any collection.
  mutating func update(_ bytes: some Collection<UInt8>) {
    let flat = ContiguousArray(bytes)
    update(flat.span)
  }

  /// Adds the UTF-8 bytes of a text.
  mutating func update(_ text: String) { update(text.utf8) }

  /// Ends the message and returns its 32 bytes; the hasher is spent afterwards.
  mutating func finalize() -> [UInt8] {
    pad()
    return state.bytes
  }

  /// Ends the message, returns its digest and begins the next one, without allocating.
  mutating func finishAndRestart() -> Digest {
    pad()
    let digest = Digest(
      UInt64(state.a) << 32 | UInt64(state.b), UInt64(state.c) << 32 | UInt64(state.d),
      UInt64(state.e) << 32 | UInt64(state.f), UInt64(state.g) << 32 | UInt64(state.h))
    state = .initial
    pendingCount = 0
    byteCount = 0
    return digest
  }

  private mutating func pad() {
    let bitCount = byteCount &* 8
    pending[pendingCount] = 0x80
    pendingCount += 1
    if pendingCount > 56 {
      clearPending(to: 64)
      compressPending()
    }
    clearPending(to: 56)
    for shift in stride(from: 56 as UInt64, through: 0, by: -8) {
      pending[pendingCount] = UInt8(truncatingIfNeeded: bitCount >> shift)
      pendingCount += 1
    }
    compressPending()
  }

  private mutating func clearPending(to end: Int) {
    while pendingCount < end {
      pending[pendingCount] = 0
      pendingCount += 1
    }
  }

  private mutating func compressPending() {
    // A span of a stored array would borrow all of `self`, so the array steps outside meanwhile.
    var block: ContiguousArray<UInt8> = []
    swap(&block, &pending)
    state.compress(block.span, from: 0, &schedule)
    swap(&block, &pending)
    pendingCount = 0
  }

  /// The digest of one message.
  static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Lower-case hexadecimal, two digits a byte.
  static func hex(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] { text.append(digit + (digit < 10 ? 48 : 87)) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension SHA256 {
  /// What each round adds.
  static let roundKeys: ContiguousArray<UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}

/// The eight working words.
private struct State: Sendable {
  var a: UInt32
  var b: UInt32
  var c: UInt32
  var d: UInt32
  var e: UInt32
  var f: UInt32
  var g: UInt32
  var h: UInt32

  static let initial = State(
    a: 0x6a09_e667, b: 0xbb67_ae85, c: 0x3c6e_f372, d: 0xa54f_f53a,
    e: 0x510e_527f, f: 0x9b05_688c, g: 0x1f83_d9ab, h: 0x5be0_cd19)

  /// The words, big end first.
  var bytes: [UInt8] {
    [a, b, c, d, e, f, g, h].flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  /// Mixes in the 64 bytes that begin at `start`.
  mutating func compress(
    _ bytes: Span<UInt8>, from start: Int, _ w: inout ContiguousArray<UInt32>
  ) {
    for i in 0..<16 {
      let at = start + i * 4
      w[i] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
        | UInt32(bytes[at + 3])
    }
    for i in 16..<64 {
      let x = w[i - 15]
      let y = w[i - 2]
      let s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x &>> 3)
      let s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y &>> 10)
      w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
    }
    let keys = SHA256.roundKeys
    var next = self
    for i in 0..<64 { next.round(w[i] &+ keys[i]) }
    a &+= next.a
    b &+= next.b
    c &+= next.c
    d &+= next.d
    e &+= next.e
    f &+= next.f
    g &+= next.g
    h &+= next.h
  }

  @inline(__always)
  private mutating func round(_ input: UInt32) {
    let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    let choice = (e & f) ^ (~e & g)
    let first = h &+ s1 &+ choice &+ input
    let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    let majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = d &+ first
    d = c
    c = b
    b = a
    a = first &+ s0 &+ majority
  }
}

@inline(__always)
private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word &>> count | word &<< (32 &- count)
}
