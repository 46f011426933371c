# /etc/postfix/log.sed, for `sed -unE`: of what Postfix logs, what names nobody. A line that is not known here is left out.

# Nov 27 09:41:05 smtp 4D1F22A: sent 2.0.0. Not the recipient, not the other server, not what it said.
s/^(.{15}) [^ ]+ [a-z-]*\/([a-z\/-]+)\[[0-9]+\]: ([0-9A-Za-z]+): to=<.*, dsn=([0-9.]+), status=(sent|deferred|bounced|expired|undeliverable) .*/\1 \2 \3: \5 \4/p
t

# Which of our own messages it took: their ids are of chance, others' may be of persons.
s/^(.{15}) [^ ]+ [a-z-]*\/([a-z\/-]+)\[[0-9]+\]: ([0-9A-Za-z]+): message-id=(<[0-9a-z.-]+@311.example.gov>)$/\1 \2 \3: \4/p
t

# That somebody was refused, and why.
s/^(.{15}) [^ ]+ [a-z-]*\/([a-z\/-]+)\[[0-9]+\]: [0-9A-Za-z]+: (milter-)?reject: ([A-Z.-]+) from [^ ]+: ([45][0-9][0-9]) ([45]\.[0-9]+\.[0-9]+) .*/\1 \2 refused \4 \5 \6/p
t

# Its start, its end and its troubles; addresses in them are blotted out.
/^.{15} [^ ]+ [a-z-]*\/(master|postfix-script|postlogd|qmgr|tlsmgr)\[[0-9]+\]: (warning: |error: |fatal: |panic: |daemon started|terminating|reload|starting|stopping|refreshing)/b trouble
/^.{15} [^ ]+ [a-z-]*\/[a-z\/-]+\[[0-9]+\]: (error|fatal|panic): /b trouble
s/^(.{15}) [^ ]+ [a-z-]*\/([a-z\/-]+)\[[0-9]+\]: warning: .*/\1 \2: a warning/p
b
:trouble
s/^(.{15}) [^ ]+ [a-z-]*\/([a-z\/-]+)\[[0-9]+\]: (.*)/\1 \2: \3/
h
s/^.{15}//
s/<[^>]*>|[^ ]*@[^ ]*|[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F]*|[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/…/g
x
s/^(.{15}).*/\1/
G
s/\n//p
