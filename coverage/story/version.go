package story

// Version is the version of Pressframe that reports name.
const Version = "0.1.0"
