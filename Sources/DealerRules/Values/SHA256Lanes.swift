/// SHA-256 (FIPS 180-4) of many short messages, four of them side by side.
///
/// A message by itself takes its rounds one after the other; four in the lanes of one vector take
/// them in about the time of one and a half. No allocation once grown.
struct SHA256Lanes: Sendable {
  /// A message's place in ``words``, in blocks of 16.
  private struct Lane {
    var message: Int
    var block = 0
    var end = 0
  }

  /// The messages with what fills up their last blocks, big end first.
  private var words: [UInt32] = []
  /// Where each message ends, in blocks.
  private var ends: [Int] = []
  private var schedule: [SIMD4<UInt32>] = Array(repeating: SIMD4(), count: 64)

  /// Messages added so far.
  var count: Int { ends.count }

  /// Adds a message.
  mutating func add(_ message: Span<UInt8>) {
    let start = words.count
    let blocks = (message.count + 9 + 63) / 64
    words.append(
      addingCapacity: blocks * 16,
      initializingWith: { words in
        var next = 0
        while next + 4 <= message.count {
          words.append(
            UInt32(message[next]) << 24 | UInt32(message[next + 1]) << 16
              | UInt32(message[next + 2]) << 8 | UInt32(message[next + 3]))
          next += 4
        }
        // A bit behind the last, zeros, and the length in bits.
        var last: UInt32 = 0
        for place in next..<next + 4 {
          let byte = place < message.count ? message[place] : place == message.count ? 0x80 : 0
          last = last << 8 | UInt32(byte)
        }
        words.append(last)
        words.append(repeating: 0, count: words.freeCapacity - 2)
        let bits = UInt64(message.count) * 8
        words.append(UInt32(truncatingIfNeeded: bits >> 32))
        words.append(UInt32(truncatingIfNeeded: bits))
      })
    ends.append((start + blocks * 16) / 16)
  }

  /// The digests of all messages in their order; begins anew without any.
  /// - Complexity: O(bytes).
  mutating func finish() -> [Digest] {
    var digests = Array(repeating: Digest(0, 0, 0, 0), count: ends.count)
    var state = LaneState.initial
    var lanes = (0..<4).map { Lane(message: $0) }
    var next = 4
    for lane in lanes.indices { place(&lanes[lane]) }
    while lanes.contains(where: { $0.message < ends.count }) {
      load(lanes)
      var rounds = schedule.mutableSpan
      state.compress(&rounds)
      for lane in lanes.indices where lanes[lane].message < ends.count {
        lanes[lane].block += 1
        guard lanes[lane].block == lanes[lane].end else { continue }
        digests[lanes[lane].message] = state.take(lane)
        lanes[lane] = Lane(message: next)
        place(&lanes[lane])
        next += 1
      }
    }
    words.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    return digests
  }

  /// Lets a lane begin with its message; one without any goes over some block for nothing.
  private func place(_ lane: inout Lane) {
    guard lane.message < ends.count else { return }
    lane.block = lane.message == 0 ? 0 : ends[lane.message - 1]
    lane.end = ends[lane.message]
  }

  /// Puts the blocks at hand side by side.
  private mutating func load(_ lanes: [Lane]) {
    let (a, b, c, d) = (
      lanes[0].block * 16, lanes[1].block * 16, lanes[2].block * 16, lanes[3].block * 16
    )
    for index in 0..<16 {
      schedule[index] = SIMD4(
        words[a + index], words[b + index], words[c + index], words[d + index])
    }
  }
}

/// The eight working words of four messages.
private struct LaneState {
  private typealias Words = SIMD4<UInt32>

  private var a, b, c, d, e, f, g, h: Words

  static let initial = LaneState(
    a: Words(repeating: 0x6a09_e667), b: Words(repeating: 0xbb67_ae85),
    c: Words(repeating: 0x3c6e_f372), d: Words(repeating: 0xa54f_f53a),
    e: Words(repeating: 0x510e_527f), f: Words(repeating: 0x9b05_688c),
    g: Words(repeating: 0x1f83_d9ab), h: Words(repeating: 0x5be0_cd19))

  /// The digest of a lane, which begins anew.
  mutating func take(_ lane: Int) -> Digest {
    let digest = Digest(
      UInt64(a[lane]) << 32 | UInt64(b[lane]), UInt64(c[lane]) << 32 | UInt64(d[lane]),
      UInt64(e[lane]) << 32 | UInt64(f[lane]), UInt64(g[lane]) << 32 | UInt64(h[lane]))
    let initial = LaneState.initial
    (a[lane], b[lane], c[lane], d[lane]) = (initial.a[0], initial.b[0], initial.c[0], initial.d[0])
    (e[lane], f[lane], g[lane], h[lane]) = (initial.e[0], initial.f[0], initial.g[0], initial.h[0])
    return digest
  }

  /// Mixes in a block of each lane, which stands in the first 16 words of the schedule.
  mutating func compress(_ w: inout MutableSpan<SIMD4<UInt32>>) {
    for index in 16..<64 {
      let (x, y) = (w[index - 15], w[index - 2])
      let s0 =
        LaneState.right(x, 7) ^ LaneState.right(x, 18) ^ LaneState.right(x, 3)
        ^ LaneState.left(x, 25) ^ LaneState.left(x, 14)
      let s1 =
        LaneState.right(y, 17) ^ LaneState.right(y, 19) ^ LaneState.right(y, 10)
        ^ LaneState.left(y, 15) ^ LaneState.left(y, 13)
      w[index] = w[index - 16] &+ s0 &+ w[index - 7] &+ s1
    }
    var next = self
    let all = SHA256.roundKeys
    let keys = all.span
    var index = 0
    while index < 64 {
      next.eightRounds(w, keys, from: index)
      index += 8
    }
    a &+= next.a
    b &+= next.b
    c &+= next.c
    d &+= next.d
    e &+= next.e
    f &+= next.f
    g &+= next.g
    h &+= next.h
  }

  /// Eight rounds, which bring every word back to its place.
  @inline(__always)
  private mutating func eightRounds(
    _ w: borrowing MutableSpan<SIMD4<UInt32>>, _ keys: Span<UInt32>, from index: Int
  ) {
    LaneState.round(a, b, c, &d, e, f, g, &h, w[index] &+ Words(repeating: keys[index]))
    LaneState.round(h, a, b, &c, d, e, f, &g, w[index + 1] &+ Words(repeating: keys[index + 1]))
    LaneState.round(g, h, a, &b, c, d, e, &f, w[index + 2] &+ Words(repeating: keys[index + 2]))
    LaneState.round(f, g, h, &a, b, c, d, &e, w[index + 3] &+ Words(repeating: keys[index + 3]))
    LaneState.round(e, f, g, &h, a, b, c, &d, w[index + 4] &+ Words(repeating: keys[index + 4]))
    LaneState.round(d, e, f, &g, h, a, b, &c, w[index + 5] &+ Words(repeating: keys[index + 5]))
    LaneState.round(c, d, e, &f, g, h, a, &b, w[index + 6] &+ Words(repeating: keys[index + 6]))
    LaneState.round(b, c, d, &e, f, g, h, &a, w[index + 7] &+ Words(repeating: keys[index + 7]))
  }

  @inline(__always)
  private static func round(
    _ a: Words, _ b: Words, _ c: Words, _ d: inout Words, _ e: Words, _ f: Words, _ g: Words,
    _ h: inout Words, _ input: Words
  ) {
    let s1 = mixed(e, 6, 11, 25)
    let choice = g ^ (e & (f ^ g))
    let first = h &+ s1 &+ choice &+ input
    let s0 = mixed(a, 2, 13, 22)
    let majority = (a & b) | (c & (a | b))
    d = d &+ first
    h = first &+ s0 &+ majority
  }

  /// A word turned by three counts. Those that move to the right stand together: turned one by one
  /// the lanes would be taken apart.
  @inline(__always)
  private static func mixed(_ x: Words, _ i: UInt32, _ j: UInt32, _ k: UInt32) -> Words {
    right(x, i) ^ right(x, j) ^ right(x, k) ^ left(x, 32 - i) ^ left(x, 32 - j) ^ left(x, 32 - k)
  }

  @inline(__always)
  private static func right(_ x: Words, _ count: UInt32) -> Words {
    x &>> Words(repeating: count)
  }

  @inline(__always)
  private static func left(_ x: Words, _ count: UInt32) -> Words {
    x &* Words(repeating: 1 << count)
  }
}
