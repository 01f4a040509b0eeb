/** Debian packages whose JARs are the corpus. `full` comes with all they depend on; `small` by itself. */
export const CORPUS_PACKAGES = {
  small:
    'libbcprov-java libcommons-fileupload-java libguava-java libhibernate3-java libicu4j-java libjackson2-databind-java libjetty9-java libnetty-java ' +
    'libservlet3.1-java libspring-core-java libspring-web-java libspring-web-servlet-java libtiles-java libtomcat10-embed-java libtomcat9-java ' +
    'libwebsocket-api-java libxerces2-java scala-library tomcat10-examples',
  full:
    'activemq ant checkstyle clojure closure-compiler figtree fop freecol freeplane groovy igv jalview josm jruby junit5 jython kotlin ' +
    'libactivemq-java libapache-directory-api-java libapache-poi-java libapacheds-java libaxiom-java libaxis-java libbatik-java libbcpkix-java ' +
    'libbcprov-java libbiojava4-java libclojure-java libclosure-compiler-java libcommons-fileupload-java libcommons-logging-java libderby-java ' +
    'libdropwizard-metrics-java libeasymock-java libeclipse-jdt-core-java libeclipselink-java libel-api-java libequinox-osgi-java libfelix-main-java ' +
    'libfop-java libfreemarker-java libgeronimo-osgi-support-java libgradle-core-java libguava-java libh2-java libhibernate-validator-java ' +
    'libhibernate3-java libhsqldb-java libhttpclient-java libicu4j-java libitext-java libitext5-java libjackson2-core-java libjackson2-databind-java ' +
    'libjakarta-annotation-api-java libjakarta-mail-java libjakarta-servlet-api-java libjaxws-java libjboss-modules-java libjetty9-extra-java ' +
    'libjetty9-java libjgit-java libjsch-java libjsp-api-java libjtds-java libjts-java liblogback-java liblucene8-java libmariadb-java libmina2-java ' +
    'libmockito-java libnetty-java libopenjfx-java libopenjpa-java libpdfbox-java libpdfbox2-java libportlet-api-2.0-spec-java ' +
    'libpostgresql-jdbc-java libproguard-java libquartz-java libquartz2-java libresteasy3.0-java libservlet-api-java libservlet3.1-java ' +
    'libshiro-java libsitemesh-java libspring-aop-java libspring-beans-java libspring-context-java libspring-context-support-java ' +
    'libspring-core-java libspring-expression-java libspring-jdbc-java libspring-jms-java libspring-messaging-java libspring-orm-java ' +
    'libspring-oxm-java libspring-test-java libspring-transaction-java libspring-web-java libspring-web-portlet-java libspring-web-servlet-java ' +
    'libsqljet-java libsvnkit-java libtaglibs-standard-impl-java libtiles-java libtomcat10-embed-java libtomcat10-java libtomcat9-java ' +
    'libvelocity-tools-java libwebsocket-api-java libwildfly-common-java libxalan2-java libxerces2-java libzookeeper-java maven omegat pdfsam scala ' +
    'scala-library svnkit testng tomcat10-admin tomcat10-examples triplea visualvm weka',
} as const
