// A link to an order, as it is given to who asked for it.

extension JSONWriter {
    /// Writes `{"token":…,"url":…,"endsWith":"order"}`. The token stands behind the URL's `#`, so that no
    /// server on the way logs it.
    public mutating func writeShare(token: String) {
        beginObject()
        field("token", token)
        field("url", "/#token=\(token)")
        field("endsWith", "order")
        endObject()
    }
}
