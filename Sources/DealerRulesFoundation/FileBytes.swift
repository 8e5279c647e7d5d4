import Foundation

extension [UInt8] {
  /// The bytes of a file. They are read piece by piece to where they stay: `Data` of a large file
  /// would have all of them once more.
  init(contentsOf url: URL) throws {
    self.init()
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    // What has no end to go to, as a pipe, is read as well.
    if let size = try? file.seekToEnd() {
      try file.seek(toOffset: 0)
      reserveCapacity(Int(clamping: size))
    }
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      append(contentsOf: piece)
    }
  }
}
