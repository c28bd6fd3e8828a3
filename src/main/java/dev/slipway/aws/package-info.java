/// What is asked of AWS: passwords and tokens, a snapshot before a migration, and what `doctor`
/// looks at. Nothing here loads unless a setting asks for it.
@NullMarked
package dev.slipway.aws;

import org.jspecify.annotations.NullMarked;
