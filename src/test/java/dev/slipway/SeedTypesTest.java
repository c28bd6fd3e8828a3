package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.support.SeedBench;
import dev.slipway.support.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every common type, from every format.
class SeedTypesTest {
    private static final String TABLE =
            """
            create type mood as enum ('sad', 'happy');
            create domain positive as int check (value > 0);
            create type pair as (a int, b text);
            create table t (
              id int primary key, i2 int2, i8 int8, n numeric(10,2), free numeric, f4 float4, f8 float8, b bool,
              t text, v varchar(5), c char(4), bytes bytea, u uuid, d date, tm time, ts timestamp, tz timestamptz,
              iv interval, ip inet, j json, jb jsonb, m mood, p positive, ints int[], texts text[], grid text[][],
              r int4range, pt point, x xml, pr pair, moods mood[], docs jsonb[])
            """;

    @RegisterExtension final SeedBench bench = new SeedBench(server());

    /// Where the tests run; the same on others, where a class says so.
    TestServer server() {
        return TestServer.EMBEDDED;
    }

    @Test
    void loadsEveryTypeFromCsv() {
        bench.sql(TABLE);
        bench.with(
                "t.csv",
                """
                id,i2,i8,n,free,f4,f8,b,t,v,c,bytes,u,d,tm,ts,tz,iv,ip,j,jb,m,p,ints,texts,grid,r,pt,x,pr,moods,docs
                1,-5,9007199254740993,1.10,1.10,1.5,1e300,t,1.10,äöüße,ab,\\x00ff,A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11,2024-02-29,23:59:59.5,2024-01-02 03:04:05,2024-01-02T03:04:05+02:00,1 mon 2 days,10.0.0.0/8,'{''a'': 1.10}','{''b'':1,''a'':1.10}',happy,3,'{1,NULL,3}','{''a,b'',NULL,''NULL'',''''}','{{a,b},{c,d}}','[1,5)','(1.5,2)',<a>b</a>,'(1,''x y'')','{sad,happy}','{''{\\''a\\'': 1}''}'
                """
                        .replace("'", "\""));

        assertThat(bench.counts()).containsExactly("t 1/0/0");

        assertThat(bench.rows("select i2, i8, n, free, f4, f8, b, t, v, c, bytes from t"))
                .containsExactly(
                        "-5|9007199254740993|1.10|1.10|1.5|1e+300|t|1.10|äöüße|ab  |\\x00ff");
        assertThat(bench.rows("select u, d, tm, ts, tz at time zone 'UTC', iv, ip, m, p from t"))
                .containsExactly(
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|2024-02-29|23:59:59.5|2024-01-02 03:04:05|2024-01-02 01:04:05|1 mon 2 days|10.0.0.0/8|happy|3");
        assertThat(bench.rows("select j, jb, ints, texts, grid, r, pt, x, pr, moods, docs from t"))
                .containsExactly(
                        "{\"a\": 1.10}|{\"a\": 1.10, \"b\": 1}|{1,NULL,3}|{\"a,b\",NULL,\"NULL\",\"\"}|{{a,b},{c,d}}|[1,5)|(1.5,2)|<a>b</a>|(1,\"x y\")|{sad,happy}|{\"{\\\"a\\\": 1}\"}");
        bench.forget();
        assertThat(bench.counts()).containsExactly("t 0/0/1");
    }

    @Test
    void loadsEveryTypeFromNdjson() {
        bench.sql(TABLE);
        bench.with(
                "t.ndjson",
                """
                {"id":1,"i2":-5,"i8":9007199254740993,"n":1.10,"free":12345678901234567890.1234567890,"f4":1.5,"f8":1e300,"b":true,"t":1.10,"v":"äöüße","c":"ab","bytes":"\\\\x00ff","d":"2024-02-29","j":{"z":1.10,"a":[1,null,{"q":"\\""}]},"jb":{"b":12345678901234567890.10,"a":true},"m":"happy","p":3,"ints":[1,null,3],"texts":["a,b",null,"NULL","","\\\\ \\" {}",1.10,true,1e2],"grid":[["a","b"],["c","d"]],"r":"[1,5)","pt":"(1.5,2)","moods":["sad"],"docs":[{"a":1.50}]}
                {"id":2,"ints":[],"jb":[],"docs":[],"t":""}
                """);

        assertThat(bench.counts()).containsExactly("t 2/0/0");

        assertThat(
                        bench.rows(
                                "select i2, i8, n, free, f4, f8, b, t, v, bytes, d from t where id = 1"))
                .containsExactly(
                        "-5|9007199254740993|1.10|12345678901234567890.1234567890|1.5|1e+300|t|1.10|äöüße|\\x00ff|2024-02-29");
        assertThat(bench.value("select j from t where id = 1"))
                .isEqualTo("{\"z\":1.10,\"a\":[1,null,{\"q\":\"\\\"\"}]}");
        assertThat(bench.value("select jb from t where id = 1"))
                .isEqualTo("{\"a\": true, \"b\": 12345678901234567890.10}");
        assertThat(bench.rows("select unnest(texts) from t where id = 1"))
                .containsExactly("a,b", "∅", "NULL", "", "\\ \" {}", "1.10", "true", "1e2");
        assertThat(bench.rows("select ints, grid, r, pt, moods, docs from t where id = 1"))
                .containsExactly(
                        "{1,NULL,3}|{{a,b},{c,d}}|[1,5)|(1.5,2)|{sad}|{\"{\\\"a\\\": 1.50}\"}");
        assertThat(bench.rows("select ints, jb, docs, t, j from t where id = 2"))
                .containsExactly("{}|[]|{}||∅");
        bench.forget();
        assertThat(bench.counts()).containsExactly("t 0/0/2");
    }

    @Test
    void loadsEveryTypeFromYaml() {
        bench.sql(TABLE);
        bench.with(
                "t.yaml",
                """
                # What people write by hand.
                - id: 1
                  i2: -5
                  i8: 9007199254740993
                  n: 1.10
                  free: 1.10
                  b: true
                  t: 1.10
                  v: "yes"
                  c: 0123
                  d: 2024-02-29
                  ts: 2024-01-02 03:04:05
                  tm: 23:59
                  j: {z: 1.10, a: [1, ~, {q: '"'}]}
                  jb:
                    b: 1.10
                    a: true
                    big: 12345678901234567890.10
                  m: happy
                  ints: [1, null, 3]
                  texts: [a, "null", 1.10, 007, "NO"]
                  grid: [[a, b], [c, d]]
                  x: <a/>
                - id: 2
                  t: |
                    two
                    lines
                  v: ~
                  c: "~"
                  j:
                  ints: []
                """);

        assertThat(bench.counts()).containsExactly("t 2/0/0");

        assertThat(
                        bench.rows(
                                "select i2, i8, n, free, b, t, v, c, d, ts, tm, m, x from t where id = 1"))
                .containsExactly(
                        "-5|9007199254740993|1.10|1.10|t|1.10|yes|0123|2024-02-29|2024-01-02 03:04:05|23:59:00|happy|<a/>");
        assertThat(bench.rows("select j, jb, ints, grid from t where id = 1"))
                .containsExactly(
                        "{\"z\":1.10,\"a\":[1,null,{\"q\":\"\\\"\"}]}|{\"a\": true, \"b\": 1.10, \"big\": 12345678901234567890.10}|{1,NULL,3}|{{a,b},{c,d}}");
        assertThat(bench.rows("select unnest(texts) from t where id = 1"))
                .containsExactly("a", "null", "1.10", "007", "NO");
        assertThat(bench.rows("select t, v, j, ints, c from t where id = 2"))
                .containsExactly("two\nlines\n|∅|∅|{}|~   ");
        bench.forget();
        assertThat(bench.counts()).containsExactly("t 0/0/2");
    }
}
