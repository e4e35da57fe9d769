package echarts

import "time"

// epoch is the only moment a script can see, so that no picture depends on
// when it was drawn.
func epoch() time.Time { return time.Unix(0, 0).UTC() }
