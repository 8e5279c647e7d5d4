/// Writes values in the one byte form that hashes are taken over.
///
/// A field is a tag, the length of its content in four bytes, and the content; integers are eight
/// bytes, little end first; texts are UTF-8. The tags of an element ascend, and a field that is
/// absent is left out, so that no two different elements have the same bytes. Lists without an
/// order are written sorted.
struct CanonicalEncoder {
  private(set) var bytes: ContiguousArray<UInt8> = []

  /// Empties the encoder and keeps its storage.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func header(_ tag: UInt8, _ length: Int) {
    let length = UInt32(truncatingIfNeeded: length)
    bytes.append(
      addingCapacity: 5,
      initializingWith: { bytes in
        bytes.append(tag)
        bytes.append(UInt8(truncatingIfNeeded: length))
        bytes.append(UInt8(truncatingIfNeeded: length >> 8))
        bytes.append(UInt8(truncatingIfNeeded: length >> 16))
        bytes.append(UInt8(truncatingIfNeeded: length >> 24))
      })
  }

  private mutating func word(_ value: UInt64) {
    bytes.append(
      addingCapacity: 8,
      initializingWith: { bytes in
        for place in 0..<8 as Range<UInt64> {
          bytes.append(UInt8(truncatingIfNeeded: value &>> (place &* 8)))
        }
      })
  }

  /// Begins a message with what it is of and the version of its form.
  mutating func begin(domain: String, version: UInt8) {
    text(0, domain)
    integer(1, Int64(version))
  }

  /// Writes an integer.
  mutating func integer(_ tag: UInt8, _ value: Int64) {
    header(tag, 8)
    word(UInt64(bitPattern: value))
  }

  /// Writes an integer, or nothing.
  mutating func integer(_ tag: UInt8, _ value: Int64?) {
    if let value { integer(tag, value) }
  }

  /// Writes yes or no.
  mutating func flag(_ tag: UInt8, _ value: Bool) { integer(tag, value ? 1 : 0) }

  /// Writes a text.
  mutating func text(_ tag: UInt8, _ value: String) {
    header(tag, value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  /// Writes a text, or nothing.
  mutating func text(_ tag: UInt8, _ value: String?) {
    if let value { text(tag, value) }
  }

  /// Writes a digest.
  mutating func digest(_ tag: UInt8, _ value: Digest) {
    header(tag, 32)
    content(value)
  }

  /// Writes the 32 bytes of a digest without tag and length.
  mutating func content(_ value: Digest) {
    word(value.a.byteSwapped)
    word(value.b.byteSwapped)
    word(value.c.byteSwapped)
    word(value.d.byteSwapped)
  }

  /// Writes an element inside the one at hand.
  mutating func nested(_ tag: UInt8, _ body: (inout CanonicalEncoder) -> Void) {
    header(tag, 0)
    let start = bytes.count
    body(&self)
    let length = UInt32(truncatingIfNeeded: bytes.count - start)
    for part in 0..<4 {
      bytes[start - 4 + part] = UInt8(truncatingIfNeeded: length >> UInt32(part * 8))
    }
  }

  /// Writes elements whose order has no meaning: each by itself, then by their bytes.
  mutating func unordered<Element>(
    _ tag: UInt8, _ elements: some Collection<Element>,
    _ body: (Element, inout CanonicalEncoder) -> Void
  ) {
    let start = bytes.count
    var last = start
    var isSorted = true
    for element in elements {
      let next = bytes.count
      nested(tag) { body(element, &$0) }
      if next > start { isSorted = isSorted && !precedes(next, last) }
      last = next
    }
    // What callers state is mostly in order, and there is mostly one.
    if !isSorted { sort(from: start) }
  }

  /// Bytes of tag and length.
  private static var headerBytes: Int { 5 }

  /// The content of the element that begins at a place.
  private func content(at start: Int) -> Range<Int> {
    var length = 0
    for place in (1...4).reversed() { length = length << 8 | Int(bytes[start + place]) }
    let first = start + CanonicalEncoder.headerBytes
    return first..<first + length
  }

  /// Whether the content of one element comes before that of another, by bytes.
  private func precedes(_ one: Int, _ other: Int) -> Bool {
    bytes[content(at: one)].lexicographicallyPrecedes(bytes[content(at: other)])
  }

  /// Sorts the elements from a place on by their contents.
  private mutating func sort(from start: Int) {
    var places: [Int] = []
    var next = start
    while next < bytes.count {
      places.append(next)
      next = content(at: next).upperBound
    }
    places.sort { precedes($0, $1) }
    let sorted = places.map { bytes[$0..<content(at: $0).upperBound] }
    let whole = ContiguousArray(sorted.joined())
    bytes.replaceSubrange(start..., with: whole)
  }

  /// Writes elements in their order.
  mutating func ordered<Element>(
    _ tag: UInt8, _ elements: some Collection<Element>,
    _ body: (Element, inout CanonicalEncoder) -> Void
  ) {
    for element in elements { nested(tag) { body(element, &$0) } }
  }
}

/// Takes the hash of something large in pieces, so that its canonical form is never held whole.
struct CanonicalHasher {
  private var sha = SHA256()
  private var encoder = CanonicalEncoder()

  /// Begins with what the hash is of and the version of its canonical form, so that hashes of
  /// different things never coincide.
  init(domain: String, version: UInt8) {
    encoder.begin(domain: domain, version: version)
    flush()
  }

  /// Adds fields.
  mutating func add(_ body: (inout CanonicalEncoder) -> Void) {
    body(&encoder)
    flush()
  }

  /// Adds elements whose order has no meaning: the digest of each, sorted.
  /// - Complexity: O(n log n); 32 bytes an element.
  mutating func addUnordered<Element>(
    _ tag: UInt8, _ elements: some Collection<Element>,
    _ body: (Element, inout CanonicalEncoder) -> Void
  ) {
    var lanes = SHA256Lanes()
    var digests: [Digest] = []
    digests.reserveCapacity(elements.count)
    for element in elements {
      encoder.removeAll()
      body(element, &encoder)
      lanes.add(encoder.bytes.span)
      if lanes.count == 256 { digests += lanes.finish() }
    }
    digests += lanes.finish()
    add(tag, &digests)
  }

  /// Adds digests of elements whose order has no meaning.
  mutating func add(_ tag: UInt8, _ digests: inout [Digest]) {
    digests.sort()
    encoder.removeAll()
    encoder.integer(tag, Int64(digests.count))
    for (index, digest) in digests.enumerated() {
      encoder.content(digest)
      if index % 1024 == 1023 { flush() }
    }
    flush()
  }

  private mutating func flush() {
    // A span of a stored array would borrow all of `self`, so the encoder steps outside meanwhile.
    var full = CanonicalEncoder()
    swap(&full, &encoder)
    sha.update(full.bytes.span)
    full.removeAll()
    swap(&full, &encoder)
  }

  /// The digest of one element by itself.
  static func digest(_ body: (inout CanonicalEncoder) -> Void) -> Digest {
    var encoder = CanonicalEncoder()
    body(&encoder)
    var sha = SHA256()
    sha.update(encoder.bytes.span)
    return sha.finishAndRestart()
  }

  /// The hash of all that was added; the hasher begins anew without its domain.
  mutating func finish() -> Digest { sha.finishAndRestart() }
}
