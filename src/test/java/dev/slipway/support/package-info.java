/// What the tests share: the front door in this process and as a process, and databases of a
/// real server.
package dev.slipway.support;
