// Store's rows share their names with the Engine's and the Gateway's values, and the module's name is
// that of its class: these are the names that the Server says instead.

internal import struct Store.FinishedOrder
internal import class Store.Store
internal import struct Store.TrackChunk

typealias StoredTrack = TrackChunk
typealias StoredOrder = FinishedOrder
